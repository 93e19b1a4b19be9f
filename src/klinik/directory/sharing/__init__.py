"""How a page of the directory looks where its address is passed on: picture, words, structure."""
