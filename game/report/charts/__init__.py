"""Charts: figures drawn as SVG, to be read on a projector, a telephone and in grey print.

Every line has a mark and a name of its own, so that nothing depends on colour. A chart holds no
title: the page that shows it gives it one, a text alternative and a table of the same numbers.
"""
