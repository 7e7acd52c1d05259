"""A catalogue file as sheets of a workbook: the same document, a row for each of its parts (F2)."""
