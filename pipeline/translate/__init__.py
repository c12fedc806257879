"""Translation: the memory, the glossary and the engines that draft what no reviewed translation covers."""
