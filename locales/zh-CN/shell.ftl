### 原生菜单与窗口

menu-console = 控制台
menu-refresh = 刷新
menu-sign-out = 退出登录
menu-quit = 退出
menu-edit = 编辑
menu-cut = 剪切
menu-copy = 复制
menu-paste = 粘贴
menu-select-all = 全选
menu-view = 视图
menu-overview = 概览
menu-plans = 套餐
menu-orders = 订单
menu-settings = 设置
menu-help = 帮助
menu-shortcuts = 键盘快捷键
