"""What models are told: a library of templates with front matter, and what is filled into them."""
