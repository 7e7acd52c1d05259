"""A catalogue file as a workbook (XLSX): written, read, given back with its faults (F2)."""
