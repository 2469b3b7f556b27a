"""What a Dynare file asks for, carried out command by command."""
