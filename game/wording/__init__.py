"""What people read, in their language: the catalogues of messages, and how words reach a page.

English is the language of the sources and needs no catalogue. Every other language is a file
``locales/<language>/messages.po``, made from ``locales/messages.pot`` with pybabel and read as it
is: nothing has to be compiled.
"""
