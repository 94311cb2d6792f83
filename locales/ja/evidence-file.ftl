# レポート本体。作成した人の言語でプログラムが書く。

evidence-readme = Billing Console：サポート向けレポート
evidence-made-at = 作成日時：{ $moment }
evidence-holds = story.txt：注文とその経過（読むためのもの）。evidence.json：同じ内容と設定（プログラム用）。log.txt：プログラムのログの末尾。
evidence-leaves-out = 次のものは決して含まれません：パスワード、トークン、メールアドレス、氏名、電話番号、メモ、銀行やカードの情報、支払いに使えるコードやリンク。~0123456789ab のような表記は、省かれた識別子を表します。
evidence-proves-itself = SHA256SUMS に各部分のハッシュがあり、「sha256sum -c SHA256SUMS」で照合できます。ファイルはそのままお送りください。
evidence-story = 経過
evidence-times = 時刻はすべて UTC です。
evidence-as-told = サービスが最後に伝えた内容（{ $moment }）：
evidence-no-timeline = このコンピューターでは経過を取得していません。
evidence-as-seen = このコンソールが見た内容：
evidence-purchase = { $moment } に始めた購入、注文 { $order }
evidence-on-screen = 画面の表示：{ $stage }
evidence-no-orders = このコンピューターに注文はありません。
