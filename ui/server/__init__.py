"""What stands before Streamlit in the server's process: limits that hold whatever the page."""
