"""Makes what the templates show out of a view, the scenario's texts and the house's own words.

Nothing here knows the state of a table: a page can show no more than its viewer's view holds.
The objects carry the attributes that the macros of ``templates/pieces.html`` read.
"""
