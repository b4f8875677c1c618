"""What is shipped with the program: models, their cards, how they are made and checked."""
