"""What the documents say is what the program does: their tables, commands, links and examples are tried."""
