"""The pages “Cocokkan bank”: accounts at banks, their files, what is matched, what is left."""
