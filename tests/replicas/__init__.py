"""Several processes of one bot: who sends, and that they tell people the same truth."""
