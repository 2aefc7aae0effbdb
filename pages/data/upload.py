"""Drop files, read their funnel at once, store them if you want to."""

from smarketing.ui import upload

upload.page()
