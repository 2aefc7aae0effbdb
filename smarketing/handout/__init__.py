"""Numbers → documents that leave the screen, each with its title, its filter sentence and its definitions."""
