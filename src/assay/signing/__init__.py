"""Ed25519: the arithmetic of signatures, and private keys in files. Knows keys and bytes, no contracts."""
