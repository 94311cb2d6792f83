### ネイティブメニューとウィンドウ

menu-console = コンソール
menu-refresh = 更新
menu-sign-out = サインアウト
menu-quit = 終了
menu-edit = 編集
menu-cut = 切り取り
menu-copy = コピー
menu-paste = 貼り付け
menu-select-all = すべて選択
menu-view = 表示
menu-overview = 概要
menu-plans = プラン
menu-orders = 注文
menu-settings = 設定
menu-help = ヘルプ
menu-shortcuts = キーボードショートカット
