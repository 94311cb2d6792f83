# 多个页面共用的词语。

screen-overview = 概览
screen-plans = 套餐
screen-orders = 订单
screen-usage = 用量
screen-credits = 积分
screen-invoices = 发票
screen-customers = 客户
screen-packages = 套餐包
screen-webhooks = Webhook
screen-stuck = 受阻付款
screen-health = 运行状况
screen-integrity = 完整性
screen-audit = 审计日志
screen-settings = 设置

try-again = 重试
cancel = 取消
close = 关闭
dismiss = 关闭
optional = 选填
refresh = 刷新
loading = 正在加载…
more = 显示更多
detail = 详情
back-to-list = 返回列表
selected = 已选
select-none = 取消选择
nothing-found = 没有找到
    .text = 请换个关键词或筛选条件。

# $moment 是时间；不是今天时带日期。
as-of = 截至 { $moment }
age-now = 刚刚
age-minutes = { $count } 分钟前
age-hours = { $count } 小时前

archive-filling = 正在首次获取全部数据，到达的部分会立即显示。
nothing-stored = 本机还没有数据
    .text = 首次连接到服务后，数据会显示在这里，之后断网也能查看。

sign-in = 登录
sign-out = 退出登录
email = 邮箱
password = 密码
password-show = 显示密码
password-hide = 隐藏密码
password-rule = 至少 { $count } 个字符
password-more = 还差 { $count } 个字符
password-enough = 长度足够

company-name = 公司名称
contact-name = 联系人
contact-email = 联系邮箱
phone = 电话
tax-id = 税号
billing-address = 账单地址
document-language = 单据语言
customer-since = 注册日期

server = 服务器
server-address = 服务器地址
server-fixed = 由环境变量 BILLING_CONSOLE_SERVER 指定，无法在此更改。
version = 版本 { $version }
compare-plans = 对比套餐

role-admin = 管理员
role-member = 成员
role-agent = 客服代表
role-support = 支持人员
role-operator = 运营人员

theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色
theme-high-contrast = 高对比度

# 套餐包含的额度和功能。
credits-monthly = 每月积分
feature-ai-chat-quota = AI 对话
feature-email-quota = 邮件
feature-agent-seats = 客服坐席
feature-invoice-archive = 发票及 PDF 归档
feature-usage-export = 用量导出
feature-voice-channel = 语音渠道
feature-single-sign-on = 单点登录
feature-included = 包含
feature-missing = 不包含
