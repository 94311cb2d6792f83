### Native menu and window

menu-console = Console
menu-refresh = Refresh
menu-sign-out = Sign out
menu-quit = Quit
menu-edit = Edit
menu-cut = Cut
menu-copy = Copy
menu-paste = Paste
menu-select-all = Select all
menu-view = View
menu-overview = Overview
menu-plans = Plans
menu-orders = Orders
menu-settings = Settings
menu-help = Help
menu-shortcuts = Keyboard shortcuts
