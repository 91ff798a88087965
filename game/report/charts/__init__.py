"""Charts: where every line, mark and word of a picture stands, as plain numbers.

A chart is laid out here and drawn by ``templates/debrief/drawing.html`` in the page's own colours.
It is made of figures that its reader may see (``disclosure``), so that it can show no others.
Every line has a mark, a dash and a name of its own: nothing depends on colour. A chart holds no
title: the page that shows it gives it one, a text alternative and a table of the same numbers.
"""
