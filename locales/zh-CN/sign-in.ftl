# 入口：登录、注册、选择服务器。

sign-in-purpose = 查看你的套餐、积分和账户
register = 创建账户
register-purpose = 公司和个人都可以注册
not-registered = 还没有账户？
registered-already = 已有账户？

signed-out-session-ended = 登录已失效：可能已过期，或已在其他设备上被退出。请重新登录。
signed-out-token-reused = 为了安全，登录已被终止：一个旧的登录凭证被再次使用。如果不是你本人的操作，请登录后修改密码。

advanced = 高级
server-use = 使用此服务器
server-built-in = 恢复内置地址
server-looking = 正在查找服务器…
server-reachable = 服务器运行正常
server-demonstration = 演示服务器运行正常
server-unreachable = 服务器没有响应
    .text = { $server } 上没有计费服务响应。请确认服务已启动，或在“高级”中更换地址。

demonstration = 用演示账户体验
demonstration-purpose = 点击即可登录，所有数据均为虚构。
demonstration-password = 密码统一为：{ $password }
demonstration-admin = 公司管理员
    .sees = 查看套餐和积分，可购买和编辑
demonstration-member = 公司成员
    .sees = 查看相同数据，不能修改
demonstration-agent = 客服代表
    .sees = 目前仅有个人设置
demonstration-support = 支持人员
    .sees = 查找所有客户的订单
demonstration-operator = 运营人员
    .sees = 管理套餐包、订单和退款

language-now = 语言：{ $language }
theme-now = 主题：{ $theme }
