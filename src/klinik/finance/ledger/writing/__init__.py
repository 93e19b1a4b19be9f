"""The journal form of bookkeepers: lines typed as fast as a keyboard allows."""
