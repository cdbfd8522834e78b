"""The room where files from outside are read: a child process with limits, and what may come back from it.

===========  =========================================================================================================
``parser``   asks a child to parse, to read a list or a form that came back, or to take rows out; whatever goes wrong there becomes a finding
``worker``   one child process: started, asked, watched, killed
``child``    what runs in the child: it knows the sources and nothing else, neither a workspace nor a key
``confine``  the limits that the child puts on itself before it sees the first byte
``wire``     what crosses the pipe: JSON of a closed set of records, never code, never pickle
===========  =========================================================================================================

Why so, and what the limits are, is told in ``docs/adr/0008-parsers-run-in-a-limited-child.md``.
"""
