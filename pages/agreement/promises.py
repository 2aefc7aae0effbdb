"""The agreement between marketing and sales: how both keep it, what it says, and what history would propose."""

from smarketing.ui import promises

promises.show()
