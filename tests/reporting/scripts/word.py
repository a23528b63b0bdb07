"""What Word puts on the clipboard, with what nobody should be able to bring along."""

STYLES = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15"><base href="http://evil.test/">
<link rel=File-List href="file:///C:/Temp/clip_filelist.xml"><link rel=stylesheet href="http://evil.test/a.css">
<style><!-- @import url("http://evil.test/b.css"); p.MsoNormal {mso-style-parent:""; background:url(http://evil.test/c.png)} --></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt;background:url("http://evil.test/d.png")'><!--StartFragment-->"""
HEADED = "<h1 style='mso-pagination:lines-together'><span style='font-family:黑体'>一、总体<b>情况</b><o:p></o:p></span></h1>"
PARAGRAPH = """<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span style='font-size:16.0pt;
font-family:仿宋'>全省推进<b style='mso-bidi-font-weight:normal'>质量<span lang=EN-US>2025</span></b>提升，
共有<a href="http://evil.test/x" onclick="alert(1)">三百家</a>企业&nbsp;参加。<o:p></o:p></span></p>"""
BULLET = """<p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=EN-US style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp;
</span></span></span><![endif]>强化<strong>计量</strong>支撑<o:p></o:p></p>"""
NUMBERED = """<p class=MsoListParagraph style='margin-left:18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
lang=EN-US><span style='mso-list:Ignore'>（1）<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]>组织辅导</p>"""
TABLE = """<table class=MsoTableGrid border=1><tr><td width=100 style='border:solid'><p class=MsoNormal align=center>城市</p></td>
<td><p class=MsoNormal><b>家数</b></p></td></tr><tr><td><p>杭州</p></td><td><p>12</p></td></tr></table>"""
PICTURES = """<p class=MsoNormal><!--[if gte vml 1]><v:shape style='width:1pt'><v:imagedata src="file:///C:/secret.png"/></v:shape><![endif]-->
<![if !vml]><img width=1 height=1 src="file:///C:/Temp/secret.png"><![endif]><img src="http://evil.test/p.png" onerror="alert(1)"
srcset="http://evil.test/p2.png 2x"><svg onload="alert(1)"><image href="http://evil.test/s.png"/></svg></p>"""
SCRIPTS = """<script>alert(1)</script><script src="http://evil.test/s.js"></script><iframe src="http://evil.test/"></iframe>
<object data="http://evil.test/o"></object><video src="http://evil.test/v.mp4"></video><form action="http://evil.test/"><input autofocus
onfocus="alert(1)" value="不要"></form><p style="display:none">看不见的字</p><p>javascript:alert(1) &lt;script&gt;是文字</p>"""
CLIPBOARD = f"{STYLES}{HEADED}{PARAGRAPH}{BULLET}{NUMBERED}{TABLE}{PICTURES}{SCRIPTS}<!--EndFragment--></body></html>"
CLEANED = """## 一、总体情况
全省推进**质量2025**提升，共有三百家企业 参加。
- 强化**计量**支撑
#. 组织辅导
城市；家数
杭州；12
javascript:alert(1) <script>是文字"""
# From a page, an office suite on the web and a mail: nested lists, weights as style, lines by <br>.
PAGE = """<b style="font-weight:normal" id="docs-internal-guid-1"><h2>进展</h2><ul><li><p><span style="font-weight:700">先</span>后</p></li><li>二
<ol><li>其一</li></ol></li></ul><div>第一行<br>第二行</div><blockquote>引文</blockquote></b>"""
PAGE_CLEANED = "## 进展\n- **先**后\n- 二\n#. 其一\n第一行\n第二行\n引文"
