"""The commands of `detente prompts`: see, check, compare, test and tune what models are told."""
