"""What a template says of its own: the literal words in it that pass no catalogue.

A template is read as a tree. What it writes is put together in the order in which it stands, with a
mark in the place of each value, and read as HTML: its text and those of its attributes that people
read are what must come from a catalogue. So must every literal that is handed to a macro which
writes it there.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, TypeAlias

from jinja2 import Environment, nodes

#: What stands for a value that is known only when the page is made.
VALUE = "\ufffc"
#: Attributes that are read to people, or by them.
READ = frozenset(
    {"alt", "aria-description", "aria-label", "aria-roledescription", "label", "placeholder"}
    | {"title", "data-say-30", "data-say-60", "data-say-300", "data-label"}
)
#: Elements whose inside nobody reads as words.
UNREAD = frozenset({"script", "style"})
#: The functions that ask for a message.
MESSAGES = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})
_LETTER = re.compile(r"[^\W\d_]")

#: A macro's parameter: the macro's name and the parameter's.
Parameter: TypeAlias = tuple[str, str]


def has_words(text: str) -> bool:
    """Whether there is anything in it to translate."""
    return bool(_LETTER.search(re.sub(r"&#?\w+;|%[+.\d]*[df]", "", text)))


class _Page(HTMLParser):
    """Where in a page a piece of it stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._open: list[str] = []

    @property
    def inside_tag(self) -> bool:
        """Whether what follows belongs to a tag that has begun."""
        return self.rawdata.startswith("<")

    @property
    def attribute(self) -> str:
        """The attribute whose value has begun, empty if none has."""
        begun = re.search(r"([\w-]+)=\"[^\"]*$", self.rawdata)
        return begun[1] if self.inside_tag and begun else ""

    @property
    def readable(self) -> bool:
        """Whether what follows is read by people."""
        if self.inside_tag:
            return self.attribute in READ
        return not UNREAD & set(self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self._open.append(tag)
        self.found += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.found.append(data)


@dataclass
class Roles:
    """What the parts of all templates are for, which only their users show."""

    #: Blocks and macros that stand inside a tag: what they write are attributes.
    attributes: set[str] = field(default_factory=set)
    #: Parameters of macros that are written where people read them.
    texts: set[Parameter] = field(default_factory=set)
    #: The parameters of each macro.
    macros: dict[str, list[str]] = field(default_factory=dict)


class _Reader:
    def __init__(self, roles: Roles) -> None:
        self.roles = roles
        self.words: list[tuple[int, str]] = []
        self._macro = ""
        self._page = _Page()

    def read(self, node: nodes.Node) -> None:
        for child in node.iter_child_nodes():
            self._read(child)

    def _read(self, node: nodes.Node) -> None:
        read = _READ_BY.get(type(node))
        if read is None:
            self.read(node)
        else:
            read(self, node)

    def _read_macro(self, node: nodes.Macro) -> None:
        self.roles.macros[node.name] = [one.name for one in node.args]
        self._apart(node, node.name)

    def _read_called(self, node: nodes.CallBlock) -> None:
        self._call(node.call)
        self._apart(node, "")

    def _read_block(self, node: nodes.Block) -> None:
        if self._page.inside_tag:
            self.roles.attributes.add(node.name)
            self.read(node)
        else:
            self._apart(node, node.name)

    def _read_output(self, node: nodes.Output) -> None:
        for part in node.nodes:
            self._write(part)

    def _read_loop(self, node: nodes.For) -> None:
        self._loose(node.iter)
        for child in (*node.body, *node.else_):
            self._read(child)

    def _apart(self, node: nodes.Node, name: str) -> None:
        """Read what is written elsewhere than where it stands."""
        if name in self.roles.attributes:
            return
        page, macro = self._page, self._macro
        self._page, self._macro = _Page(), name if isinstance(node, nodes.Macro) else macro
        body: Iterable[nodes.Node] = getattr(node, "body", ())
        for child in body:
            self._read(child)
        self._close(node.lineno)
        self._page, self._macro = page, macro

    def _close(self, line: int) -> None:
        self._page.close()
        self._take(line)

    def _take(self, line: int) -> None:
        self.words += [(line, text.strip()) for text in self._page.found if has_words(text)]
        self._page.found.clear()

    def _write(self, part: nodes.Expr) -> None:
        if isinstance(part, nodes.TemplateData):
            self._page.feed(part.data)
            self._take(part.lineno)
            return
        if self._page.readable:
            self._spoken(part)
        elif self._page.inside_tag:
            called = part.node if isinstance(part, nodes.Call) else None
            if isinstance(called, nodes.Name):
                self.roles.attributes.add(called.name)
        self._calls(part)
        self._page.feed(VALUE)

    def _spoken(self, part: nodes.Expr) -> None:
        """What this expression can become stands where people read it."""
        for one in results(part):
            if isinstance(one, nodes.Const) and isinstance(one.value, str):
                if has_words(one.value):
                    self.words.append((one.lineno, one.value))
            elif isinstance(one, nodes.Name):
                parameters = self.roles.macros.get(self._macro, ())
                self.roles.texts |= {(self._macro, one.name)} if one.name in parameters else set()

    def _loose(self, value: nodes.Node) -> None:
        """A literal that is kept in a variable is words if it looks like words."""
        for one in literals(value):
            if re.search(r"[^\W\d_]{2,} \S|^[A-Z][a-z]", one.value) and "<" not in one.value:
                self.words.append((one.lineno, one.value))
        self._calls(value)

    def _calls(self, value: nodes.Node) -> None:
        if isinstance(value, nodes.Call):
            self._call(value)
        for call in value.find_all(nodes.Call):
            self._call(call)

    def _call(self, call: nodes.Call) -> None:
        if not isinstance(call.node, nodes.Name):
            return
        name = call.node.name
        given = [
            *zip(self.roles.macros.get(name, ()), call.args, strict=False),
            *((pair.key, pair.value) for pair in call.kwargs),
        ]
        for parameter, value in given:
            if (name, parameter) in self.roles.texts:
                self._spoken(value)


#: How nodes that are not simply gone through are read.
_READ_BY: dict[type[nodes.Node], Callable[[_Reader, Any], None]] = {
    nodes.Macro: _Reader._read_macro,
    nodes.CallBlock: _Reader._read_called,
    nodes.Block: _Reader._read_block,
    nodes.AssignBlock: lambda reader, node: reader._apart(node, reader._macro),
    nodes.Output: _Reader._read_output,
    nodes.Assign: lambda reader, node: reader._loose(node.node),
    nodes.For: _Reader._read_loop,
    nodes.Expr: _Reader._calls,
}

#: Of which parts of itself an expression of each kind can become one.
_BECOMES: dict[type[nodes.Node], Callable[[Any], Iterable[nodes.Expr | None]]] = {
    nodes.CondExpr: lambda e: (e.expr1, e.expr2),
    nodes.Concat: lambda e: e.nodes,
    nodes.Add: lambda e: (e.left, e.right),
    nodes.Or: lambda e: (e.left, e.right),
    nodes.And: lambda e: (e.left, e.right),
    nodes.Filter: lambda e: (e.node, *(e.args if e.name in ("default", "join") else ())),
    nodes.Getitem: lambda e: (e.node,),
    nodes.Getattr: lambda e: (e.node,),
    nodes.Dict: lambda e: (pair.value for pair in e.items),
    nodes.List: lambda e: e.items,
    nodes.Tuple: lambda e: e.items,
}


def results(expression: nodes.Expr) -> Iterator[nodes.Expr]:
    """What the expression can become, as far as it stands in it."""
    parts = _BECOMES.get(type(expression))
    if parts is None:
        yield expression
        return
    for part in parts(expression):
        if part is not None:
            yield from results(part)


def literals(value: nodes.Node) -> Iterator[nodes.Const]:
    """Every string in it but the messages and what is compared."""
    if isinstance(value, nodes.Const):
        if isinstance(value.value, str):
            yield value
    elif isinstance(value, nodes.Call) and isinstance(value.node, nodes.Name):
        if value.node.name not in MESSAGES:
            for argument in value.args:
                yield from literals(argument)
        for pair in value.kwargs:
            yield from literals(pair.value)
    elif not isinstance(value, nodes.Compare):
        for child in value.iter_child_nodes():
            yield from literals(child)


def roles_of(environment: Environment, sources: dict[str, str]) -> Roles:
    """What the blocks, macros and parameters of these templates are for."""
    roles, before = Roles(), -1
    while before != (before := len(roles.attributes) + len(roles.texts)):
        for source in sources.values():
            _Reader(roles).read(environment.parse(source))
    return roles


def words_of(environment: Environment, roles: Roles, source: str) -> list[tuple[int, str]]:
    """The literal words of a template that pass no catalogue, with their lines."""
    reader = _Reader(roles)
    tree = environment.parse(source)
    reader.read(tree)
    reader._close(tree.lineno)
    return sorted(set(reader.words))


def calls_while_imported(environment: Environment, source: str) -> Iterator[int]:
    """Lines on which a template asks for a message when it is imported, which happens once for all.

    Only what stands in its macros is asked for by each page anew.
    """
    for part in environment.parse(source).body:
        if not isinstance(part, nodes.Macro):
            for call in part.find_all(nodes.Call):
                if isinstance(call.node, nodes.Name) and call.node.name in MESSAGES:
                    yield call.lineno
