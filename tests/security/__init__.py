"""What an attacker, a curious neighbour or a mistake may try (docs/security.md)."""
