"""What people take away: tables and charts."""
