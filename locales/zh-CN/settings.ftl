# 个人和账户的设置。

staff-only-settings = 你以工作人员身份（{ $role }）登录。你的角色还没有专属页面，目前只能使用个人设置。

appearance = 外观
    .text = 控制台在这台电脑上的显示方式。
language = 语言
    .text = 用于窗口、菜单和通知
language-offline = 套餐和产品的名称来自服务端，恢复连接后会随之切换
language-system = 跟随系统
theme = 主题
    .text = 跟随系统时会随昼夜切换

account-data = 账户
    .text = 会印在发票上，也是我们联系你的方式。
    .read-only = 只有你公司的管理员可以修改。
account-saved = 账户已保存
unsaved = { $count ->
    [0] 没有需要保存的更改
   *[other] { $count } 项更改未保存
}
discard = 放弃更改
save = 保存更改
save-offline = 保存需要联网。你输入的内容会保留在这里。
save-conflicts-first = 请先确认 { $count } 个项目。
conflict = 其他人刚刚保存了不同的内容。
    .text = 请逐项选择。对方的其他修改已显示在下方。
conflict-theirs = 对方
conflict-mine = 你的
conflict-empty = （空）
conflict-take-theirs = 采用对方的
conflict-keep-mine = 保留我的

password-section = 密码
    .text = 修改后，你的其他设备都会退出登录。
password-current = 当前密码
password-new = 新密码
password-change = 修改密码
password-changed = 密码已修改
    .text = 你的其他设备都已退出登录。

devices = 设备
    .text = 你登录过的设备。如有不认识的设备，请将其退出登录。
devices-offline = 设备列表来自服务，需要联网查看。
device-current = 本机
device-seen = { $age }活跃 · { $since } 登录
device-seen-at = { $age }活跃 · { $address } · { $since } 登录
device-revoke = 退出登录
device-revoked = 设备已退出登录
device-gone = 设备此前已退出登录
device-revoke-ask = 让此设备退出登录？
    .text = { $device } 将立即失去访问权限，需要重新登录。

server-section-text = 控制台连接的计费服务。
server-sign-out-first = 本机数据属于此服务器。如需更换，请先退出登录。

privacy = 隐私与存储
    .text = 哪些内容保存在本机，哪些会发送出去。
folder = 文件夹
cache = 已保存的数据
    .text = 账户、套餐、积分、用量以及发票及其 PDF，供断网时查看；可以重新获取
journal = 操作日志
    .text = 不能丢失的内容，例如进行中的付款
secret = 登录信息
secret-stored = 保存在系统钥匙串中，绝不写入文件
secret-locked = 系统钥匙串已锁定，仅保存在内存中，退出程序后清除
secret-absent = 这台电脑没有系统钥匙串，仅保存在内存中，退出程序后清除
sent = 发送的内容
    .text = 只有发往上述服务器的请求。没有统计，也没有第三方。
delete-local = 删除本机数据
    .text = 从这台电脑上移除以上全部内容
delete-local-open = 删除…
delete-ask = 删除全部本机数据？
delete-what-figures = 已保存的数据和操作日志会被删除。
delete-what-settings = 语言、主题和服务器恢复为默认值。
delete-what-session = 你会在这台电脑上退出登录。
delete-what-stays = 你在服务端的账户保持不变。
delete-understood = 我明白此操作无法撤销
delete-confirm = 删除本机数据

about = 关于
    .text = 版本和键盘快捷键。

notifications = 通知
    .text = 窗口不在前台时，电脑会提示的内容。
notify-payments = 付款
    .text = 付款成功或失败、续订到期、配额将用完时
share = 分享使用情况
    .text = 默认关闭。开启后会发送购买过程中使用的页面和按钮、套餐包、支付方式与金额，以及系统和窗口大小；绝不发送姓名、地址或账户数据。关闭后，尚未发送的内容会被删除。
sent-shared = 仅向上述服务器发送请求和使用情况。该服务器可能交由他处统计，但只使用与你无关的代号。
offers = 通过邮件接收优惠
    .text = 未经贵公司同意不会开启。开启后，联系邮箱和购买内容会告知负责发送优惠的服务。

demonstration-clock = 演示
    .text = 让日子过去，看看会发生什么。只能向前。
demonstration-move = 推进时间
    .text = 那些日子到期的事项会立即发生。
demonstration-now = 现在是 { $date }
demonstration-days = { $count ->
   *[other] { $count } 天
}
