"""Articles from elsewhere (a folder, a zip, an HTML export) as drafts in a folder where they wait for review.

Everything is read and checked in memory before anything is written, and no name from outside becomes a path:
a draft's file is named by its id.
"""
