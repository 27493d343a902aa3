using System.Text;
using Bosh.AspNetCore.Tests.Fuzzing;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Xml;

public sealed class XmlTokenizerSkippingTests
{
    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("<b/>")]
    [InlineData("<b></b><c>text</c>")]
    [InlineData("<b><c><d>Wherefore art thou Romeo? > \" ' = /</d></c></b>")]
    [InlineData("<b x='1' y=\"2\" affiliation='none' a-b.c_9='3' xml:lang='en'/>")]
    [InlineData("<b xmlns='urn:x'><c/></b><composing xmlns=''/>")]
    [InlineData("<b x='a>b' y='/>'></b>", "<b x='a>b' y='/>'></b>")]
    [InlineData("<subscription-with-a-very-long-name-indeed>é\U0001F600</subscription-with-a-very-long-name-indeed>")]
    [InlineData("&amp;", "&amp;")]
    [InlineData("<b/>text &lt;", "text &lt;")]
    [InlineData("<b/><![CDATA[x]]>", "<![CDATA[x]]>")]
    [InlineData("<b/><p:c/>", "<p:c/>")]
    [InlineData("<b/><c p:x=''/>", "<c p:x=''/>")]
    [InlineData("<b/><c  x=''/>", "<c  x=''/>")]
    [InlineData("<b/><c x ='' />", "<c x ='' />")]
    [InlineData("<b/><c x='&lt;'/>", "<c x='&lt;'/>")]
    [InlineData("<b/><c x='\n'/>", "<c x='\n'/>")]
    [InlineData("<b/><c x='1' x='2'/>", "<c x='1' x='2'/>")]
    [InlineData("<b/><c x='<'/>", "<c x='<'/>")]
    [InlineData("<b/><c x='1'y='2'/>", "<c x='1'y='2'/>")]
    [InlineData("<b/><é/>", "<é/>")]
    [InlineData("<b/><c é=''/>", "<c é=''/>")]
    [InlineData("<b/><!--c-->", "<!--c-->")]
    [InlineData("<b/><?p?>", "<?p?>")]
    [InlineData("<b/>]]>", "]]>")]
    [InlineData("<b></c>", "</c>")]
    [InlineData("<b></b >", "</b >")]
    [InlineData("<b></bb>", "</bb>")]
    [InlineData("<b/><c xmlns='urn:watched'/>", "<c xmlns='urn:watched'/>")]
    [InlineData("<b/><c xmlns='http://www.w3.org/2000/xmlns/'/>", "<c xmlns='http://www.w3.org/2000/xmlns/'/>")]
    [InlineData("<b/><c xmlns='http://www.w3.org/XML/1998/namespace'/>", "<c xmlns='http://www.w3.org/XML/1998/namespace'/>")]
    public void What_is_usual_is_passed_over_and_what_is_not_is_read(string content, string rest = "")
    {
        byte[] text = Encoding.UTF8.GetBytes($"<message xmlns='urn:a' xmlns:p='urn:p'>{content}</message>");
        var reader = new XmlTokenizer(text, XmlLimits.Default);
        Assert.True(reader.Read());
        bool isAll = reader.SkipUsual(depth: 1, "urn:watched"u8);
        Assert.Equal(rest.Length == 0, isAll);
        Assert.Equal(isAll ? "" : rest + "</message>", Encoding.UTF8.GetString(text.AsSpan(reader.TokenEnd)));
        Assert.Equal(isAll ? XmlTokenKind.EndTag : XmlTokenKind.StartTag, reader.Kind);
        Assert.Equal(isAll ? 0 : rest.StartsWith("</", StringComparison.Ordinal) ? 2 : 1, reader.Depth);
    }

    [Fact]
    public void A_tag_in_no_namespace_is_read()
    {
        var reader = new XmlTokenizer("<a><b/></a>"u8, XmlLimits.Default);
        Assert.True(reader.Read());
        Assert.False(reader.SkipUsual(depth: 1, watched: default));
        Assert.True(reader.Read());
        Assert.Equal("b", Encoding.UTF8.GetString(reader.Name));
        Assert.True(reader.LacksDefaultNamespace);
    }

    [Theory]
    [InlineData("<a xmlns='u'/>", "x")]
    [InlineData("<a xmlns='u'></a>", "x<b/>")]
    [InlineData("<a xmlns='u'></a>", "<b/>")]
    [InlineData("<a xmlns='u'></a>", "<b c='1'></b>")]
    [InlineData("<a xmlns='u'><b/></a>", "<b></b>")]
    [InlineData("<a xmlns='u'></a>", "</a>")]
    public void Nothing_is_passed_over_outside_of_the_element(string document, string more)
    {
        Skimming skimmed = Skimming.Of(Padded(document + more), XmlLimits.Default, depth: 1, isSkipping: true);
        Assert.Equal((XmlError.ContentAfterRoot, document.Length), (skimmed.Error, skimmed.Offset));
    }

    [Theory]
    [InlineData("<a xmlns='u'><b/></a>", "None")]
    [InlineData("<a xmlns='u'><b><c/></b></a>", "None")]
    [InlineData("<a xmlns='u'><b><c><d/></c></b></a>", "TooDeep")]
    [InlineData("<a xmlns='u'><b x='' y=''/></a>", "None")]
    [InlineData("<a xmlns='u'><b x='' y='' z=''/></a>", "TooManyAttributes")]
    [InlineData("<a xmlns='u'><b xmlns='v'><c/></b></a>", "None")]
    [InlineData("<a xmlns='u'><b xmlns='v'/><b xmlns='v'/></a>", "None")]
    [InlineData("<a xmlns='u'><b xmlns='v'><c xmlns='w'/></b></a>", "TooManyNamespaces")]
    public void Limits_are_the_same(string document, string error)
    {
        var limits = new XmlLimits(MaxDepth: 3, MaxAttributes: 2, MaxNamespaces: 2);
        Skimming skimmed = Skimming.Of(Padded(document), limits, depth: 1, isSkipping: true);
        Assert.Equal(Skimming.Of(Padded(document), limits, depth: 1, isSkipping: false), skimmed);
        Assert.Equal(error, skimmed.Error.ToString());
    }

    [Theory]
    [InlineData(1024, "None")]
    [InlineData(1025, "NameTooLong")]
    public void The_longest_namespace_name_is_the_same(int length, string error)
    {
        byte[] document = Padded($"<a xmlns='u'><b xmlns='{new string('n', length)}'/></a>");
        Assert.Equal(error, Skimming.Of(document, XmlLimits.Default, depth: 1, isSkipping: true).Error.ToString());
    }

    [Fact]
    public void A_reader_whose_tables_another_one_has_passes_over_nothing()
    {
        byte[] document = Padded("<a xmlns='u'><b><c></c></b></a>");
        var old = new XmlTokenizer(document, XmlLimits.Default);
        Assert.True(old.Read());
        var reader = new XmlTokenizer(document, XmlLimits.Default);
        Assert.True(reader.Read() && reader.Read());
        int position = old.TokenEnd;
        Assert.False(old.SkipUsual(depth: 1, watched: default));
        Assert.Equal(position, old.TokenEnd);
        Assert.True(reader.Skip() && reader.Read());
        Assert.Equal(0, reader.Depth);
    }

    [Fact]
    public void Every_place_in_a_block_is_like_any_other()
    {
        const string Content = "<b x='1' role=\"none\"><c xmlns='urn:c'>x > y</c></b>&amp;<p:d xml:lang='en'/><e affiliation='none'/>";
        for (int length = 0; length < 130; length++)
        {
            foreach (char filling in " x>")
            {
                string document = $"<a xmlns='urn:a' xmlns:p='urn:p'>{new string(filling, length)}{Content}</a>";
                for (int cut = document.Length - 90; cut <= document.Length; cut++)
                {
                    Assert.Null(Skimming.Compare(Encoding.UTF8.GetBytes(document[..cut])));
                }
            }
        }
    }

    /// <summary>With space after it: tags that end within eight bytes from the end of a text are never usual.</summary>
    private static byte[] Padded(string document) => Encoding.UTF8.GetBytes(document + new string(' ', 70));
}
