# 各页面外围的窗口。

rail = 控制台
screens = 页面
notices = 通知
start-failed = Billing Console 无法启动

user-menu = 账户菜单
sign-out-ask = { $count ->
   *[other] 放弃 { $count } 项未保存的更改？
}
    .text = 退出登录后，未保存的内容会丢失。
shortcuts = 键盘快捷键
shortcuts-anywhere = 任意位置
shortcuts-here = 列表与图表
shortcut-list = 在列表中移动
shortcut-list-ends = 第一行或最后一行
shortcut-select = 选中一行
shortcut-select-to = 选中到此行为止
shortcut-save = 搜索中：下载 PDF
shortcut-chart = 逐柱查看图表
shortcut-chart-closer = 放大查看所选柱
shortcut-open = 打开{ $screen }
shortcut-close = 关闭弹出内容

sync-online = 已同步
sync-online-age = 已同步 · { $age }
sync-running = 正在更新…
sync-offline = 离线
sync-offline-from = 离线 · { $moment } 的数据
sync-stopped = 已停止更新
sync-stopped-from = 已停止更新 · { $moment } 的数据

offline = 当前离线
offline-since = { $moment } 起离线
offline-figures = 以下是保存在本机的数据。修改内容需要联网。
offline-nothing = 需要连接服务的操作，恢复连接后即可继续。

keychain-this-run = 仅本次运行保持登录
keychain-locked = 系统钥匙串已锁定，下次启动时需要重新登录。
keychain-absent = 这台电脑没有系统钥匙串，下次启动时需要重新登录。
keychain-closed = 数据未在更新
    .text = 无法打开保存登录信息的系统钥匙串。已保存的数据仍可查看。
keychain-unlock = 解锁并重试
sign-in-again = 重新登录
sign-in-again-as = 请输入 { $email } 的密码。本机上的数据会保留。
