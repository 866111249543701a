"""What those who judge and decide say: verdicts, later dates, objections, waivers, requests, incidents."""
