# 在全部内容中查找。

search = 搜索
search-or-jump = 搜索或跳转…
search-what = { $who ->
    [admin] 发票、订单、套餐、用量、页面、操作
    [member] 发票、订单、套餐、用量、页面、操作
    [agent] 客户、页面、操作
    [operator] 订单、套餐包、页面、操作
   *[support] 发票、订单、客户、页面、操作
}
search-count = { $count ->
    [0] 没有结果
   *[other] { $count } 项结果，来自本机
}
search-nothing = 本机没有同时包含这些词语的内容。
search-of = 共 { $count } 项
search-screens = 页面
search-actions = 操作
search-invoice = 发票
search-order = 订单
search-customer = 客户
search-plan = 套餐与套餐包
search-usage = 用量
search-theme = 切换主题：{ $theme }
search-move = 移动
search-open = 打开
search-all-invoices = 显示全部 { $count } 张发票
