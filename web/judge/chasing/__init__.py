"""What is late, on the desks: whom the office telephones, which causes are objective, what came by mail and waits."""
