"""How many translations survive edits of their article: newsloc, msgmerge, po4a and pot2po on the same edits."""
