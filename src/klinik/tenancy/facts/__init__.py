"""What a koppontren is: legal entity, NIK, address, and the annual meetings that were held."""
