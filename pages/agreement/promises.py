"""The agreement between marketing and sales: how both keep it, what it says, and what history would propose."""

from smarketing.ui import needs, promises

needs.leads()
promises.show()
