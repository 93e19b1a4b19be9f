"""Which tax rule holds from when: everybody signed in reads it, the secretariat adds the next."""
