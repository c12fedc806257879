"""The judge: a language model on a server that reads source and target together, and says what is wrong."""
