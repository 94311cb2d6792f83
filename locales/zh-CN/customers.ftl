# 员工看到的客户。

customers-search = 公司或联系人
customers-count = { $count } 位客户
customers-select = 选择客户以下载其发票
customers-select-all = 全选或取消全选当前显示的客户
customers-selected = 已选 { $count } 位客户
# $count 是已选客户中未被当前搜索显示的数量。
customers-out-of-sight = 其中 { $count } 位未显示
customers-download = 下载发票…
customer-select = 选择 { $company }
customers-nothing = 没有这个名称的客户，请输入其中一部分试试。
no-customers = 还没有客户
    .text = 分配给您的客户会显示在这里。
customer-plan = 套餐
customer-no-plan = 没有套餐
customer-views = 查看内容
all-customers = 全部客户
choose-customer = 请选择客户
    .text = 此页面一次显示一位客户的数据。
whose-read-only = 您正在查看该客户的数据，此处无法更改任何内容。
whose-unknown = 客户
