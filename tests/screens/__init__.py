"""Every screen in every language, with awkward values: a gallery that is checked and can be looked at."""
