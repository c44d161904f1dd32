"""Sets Firstline up, makes releases, starts and keeps its processes. The only package that knows them all."""
