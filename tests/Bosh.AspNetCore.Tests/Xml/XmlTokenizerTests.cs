using System.Text;
using Bosh.AspNetCore.Xml;
using Bosh.AspNetCore.Tests.Fuzzing;
using Xunit;

namespace Bosh.AspNetCore.Tests.Xml;

public sealed class XmlTokenizerTests
{
    private static readonly XmlLimits Tight = new(MaxDepth: 3, MaxAttributes: 2);

    [Theory]
    [InlineData("<a/>", "<{}a> </>")]
    [InlineData("<a></a>", "<{}a> </>")]
    [InlineData("<a ></a >", "<{}a> </>")]
    [InlineData("<a\r\n\t/>", "<{}a> </>")]
    [InlineData("<a><b/><c/></a>", "<{}a> <{}b> </> <{}c> </> </>")]
    [InlineData("<a><a></a></a>", "<{}a> <{}a> </> </>")]
    [InlineData("<a x='1' y=\"2\"/>", "<{}a {}x='1' {}y='2'> </>")]
    [InlineData("<a x = '1'\ny\t=\r\"2\"/>", "<{}a {}x='1' {}y='2'> </>")]
    [InlineData("<a x='\"' y=\"'\"/>", "<{}a {}x='\"' {}y='''> </>")]
    [InlineData("<a x='>' y='/>'>></a>", "<{}a {}x='>' {}y='/>'> text > </>")]
    [InlineData("<a>text</a>", "<{}a> text text </>")]
    [InlineData("<a>&lt;&gt;&amp;&apos;&quot;</a>", "<{}a> text <>&'\" </>")]
    [InlineData("<a>&#65;&#x42;&#x1F600;</a>", "<{}a> text AB\U0001F600 </>")]
    [InlineData("<a x='&lt;&#65;&quot;'/>", "<{}a {}x='<A\"'> </>")]
    [InlineData("<a><![CDATA[<b>&lt;]]]]></a>", "<{}a> text <b>&lt;]] </>")]
    [InlineData("<a>x<![CDATA[]]>y</a>", "<{}a> text xy </>")]
    [InlineData("<a>]] ></a>", "<{}a> text ]] > </>")]
    [InlineData("<a x=']]>'/>", "<{}a {}x=']]>'> </>")]
    [InlineData("<名前 é='ü'>\U0001F600</名前>", "<{}名前 {}é='ü'> text \U0001F600 </>")]
    public void Well_formed_documents_are_read(string document, string events)
    {
        Reading reading = Reading.Of(document);
        Assert.Equal(XmlError.None, reading.Error);
        Assert.Equal(events, string.Join(' ', reading.Events));
    }

    [Theory]
    [InlineData("<a xmlns='urn:1'><b/></a>", "<{urn:1}a> <{urn:1}b> </> </>")]
    [InlineData("<a xmlns='urn:1'><b xmlns='urn:2'/><c/></a>", "<{urn:1}a> <{urn:2}b> </> <{urn:1}c> </> </>")]
    [InlineData("<a xmlns='urn:1'><b xmlns=''/></a>", "<{urn:1}a> <{}b> </> </>")]
    [InlineData("<p:a xmlns:p='urn:1'><b/></p:a>", "<{urn:1}a> <{}b> </> </>")]
    [InlineData("<a p:x='1' xmlns:p='urn:1'/>", "<{}a {urn:1}x='1'> </>")]
    [InlineData("<a xmlns='urn:1' x='1'/>", "<{urn:1}a {}x='1'> </>")]
    [InlineData("<p:a xmlns:p='urn:1'><p:b xmlns:p='urn:2'/><p:c/></p:a>", "<{urn:1}a> <{urn:2}b> </> <{urn:1}c> </> </>")]
    [InlineData("<a xmlns='urn:&#49;&amp;2'/>", "<{urn:1&2}a> </>")]
    [InlineData("<a xml:lang='de'/>", "<{}a {http://www.w3.org/XML/1998/namespace}lang='de'> </>")]
    [InlineData("<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang='de'/>", "<{}a {http://www.w3.org/XML/1998/namespace}lang='de'> </>")]
    [InlineData("<a xmlns:p='urn:1' xmlns='urn:1' x='1' p:x='2'/>", "<{urn:1}a {urn:1}x='2' {}x='1'> </>")]
    [InlineData("<xmlfoo:a xmlns:xmlfoo='urn:1'/>", "<{urn:1}a> </>")]
    public void Names_are_in_the_namespace_that_is_declared_nearest(string document, string events)
        => Assert.Equal(events, string.Join(' ', Reading.Of(document).Events));

    [Theory]
    [InlineData("<?xml version='1.0'?><a/>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<a/>\r\n")]
    [InlineData("<?xml version='1.0' encoding='utf-8' standalone='no' ?><a/>")]
    [InlineData("\uFEFF<?xml version='1.0'?><a/>")]
    [InlineData("\uFEFF<a/>")]
    [InlineData(" \t\r\n<a/> \t\r\n")]
    public void A_byte_order_mark_a_declaration_and_white_space_may_stand_around_the_root(string document)
        => Assert.Equal(["<{}a>", "</>"], Reading.Of(document).Events);

    [Theory]
    [InlineData("<!DOCTYPE a><a/>", 0)]
    [InlineData("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", 0)]
    [InlineData("<?xml version='1.0'?><!DOCTYPE a SYSTEM 'x'><a/>", 21)]
    [InlineData("<a><!DOCTYPE a></a>", 3)]
    public void A_document_type_is_refused(string document, int offset) => AssertRefused(document, XmlError.RestrictedXml, offset);

    [Theory]
    [InlineData("<?pi?><a/>", 0)]
    [InlineData("<?xml-stylesheet href='x'?><a/>", 0)]
    [InlineData("<a><?pi x?></a>", 3)]
    [InlineData("<a/><?pi?>", 4)]
    [InlineData("<a><?xml version='1.0'?></a>", 3)]
    [InlineData(" <?xml version='1.0'?><a/>", 1)]
    [InlineData("<?xml version='1.0'?><?xml version='1.0'?><a/>", 21)]
    public void A_processing_instruction_is_refused(string document, int offset) => AssertRefused(document, XmlError.RestrictedXml, offset);

    [Theory]
    [InlineData("<!--c--><a/>", 0)]
    [InlineData("<a><!--c--></a>", 3)]
    [InlineData("<a/><!--c-->", 4)]
    [InlineData("<a><!></a>", 3)]
    [InlineData("<a><![cdata[x]]></a>", 3)]
    [InlineData("<a><![CDATA x]]></a>", 3)]
    public void A_comment_is_refused(string document, int offset) => AssertRefused(document, XmlError.RestrictedXml, offset);

    [Theory]
    [InlineData("<a>&nbsp;</a>", 3)]
    [InlineData("<a>&LT;</a>", 3)]
    [InlineData("<a>& </a>", 3)]
    [InlineData("<a>&;</a>", 3)]
    [InlineData("<a>&#;</a>", 3)]
    [InlineData("<a>&#x;</a>", 3)]
    [InlineData("<a>&#0;</a>", 3)]
    [InlineData("<a>&#x1;</a>", 3)]
    [InlineData("<a>&#xD800;</a>", 3)]
    [InlineData("<a>&#xFFFE;</a>", 3)]
    [InlineData("<a>&#xFFFF;</a>", 3)]
    [InlineData("<a>&#x110000;</a>", 3)]
    [InlineData("<a>&#X41;</a>", 3)]
    [InlineData("<a>&#4 1;</a>", 3)]
    [InlineData("<a>&#-65;</a>", 3)]
    [InlineData("<a>&#+65;</a>", 3)]
    [InlineData("<a>&#4294967361;</a>", 3)]
    [InlineData("<a>ok &lt</a>", 6)]
    [InlineData("<a x='&e;'/>", 6)]
    [InlineData("<a x='1&'/>", 7)]
    [InlineData("<a xmlns='urn:&e;'/>", 14)]
    public void References_other_than_the_five_entities_and_valid_characters_are_refused(string document, int offset)
        => AssertRefused(document, XmlError.InvalidReference, offset);

    [Theory]
    [InlineData("<a x='1' x='2'/>", 9)]
    [InlineData("<a x='1' y='' x='1'/>", 14)]
    [InlineData("<a xmlns='urn:1' xmlns='urn:1'/>", 17)]
    [InlineData("<a xmlns:p='urn:1' xmlns:p='urn:2'/>", 19)]
    [InlineData("<a xmlns:p='urn:1' p:x='1' p:x='2'/>", 27)]
    [InlineData("<a xml:lang='de' xml:lang='en'/>", 17)]
    public void Repeated_attribute_is_refused(string document, int offset) => AssertRefused(document, XmlError.DuplicateAttribute, offset);

    [Theory]
    [InlineData("<a xmlns:p='urn:1' xmlns:q='urn:1' p:x='1' q:x='2'/>", 43)]
    [InlineData("<a xmlns:p='urn:1'><b xmlns:q='urn:&#49;' q:x='1' p:x='2'/></a>", 50)]
    [InlineData("<a p:x='1' q:x='2' xmlns:q='urn:1' xmlns:p='urn:1'/>", 11)]
    public void Attribute_repeated_by_two_prefixes_for_one_namespace_is_refused(string document, int offset)
        => AssertRefused(document, XmlError.DuplicateAttribute, offset);

    [Theory]
    [InlineData("<a xml:space=''/>")]
    [InlineData("<a xml:space='odd'/>")]
    [InlineData("<a xml:space='Preserve'/>")]
    public void White_space_is_preserved_or_left_to_the_default(string document) => AssertRefused(document, XmlError.InvalidXmlSpace, 3);

    [Theory]
    [InlineData("<a xml:space='default'/>")]
    [InlineData("<a xml:space=' preserve&#32;'/>")]
    [InlineData("<a space='odd' xmlns:p='u' p:space=''/>")]
    public void Both_values_of_xml_space_are_taken(string document) => Assert.Equal(XmlError.None, Reading.Of(document).Error);

    [Theory]
    [InlineData("<p:a/>", 1)]
    [InlineData("<a p:x='1'/>", 3)]
    [InlineData("<a><b xmlns:p='urn:1'/><p:c/></a>", 24)]
    [InlineData("<a><b xmlns:p='urn:1'></b><c p:x='1'/></a>", 29)]
    [InlineData("<xmlns:a/>", 1)]
    [InlineData("<XML:a/>", 1)]
    public void Unbound_prefix_is_refused(string document, int offset) => AssertRefused(document, XmlError.UnboundPrefix, offset);

    [Theory]
    [InlineData("<a xmlns:p=''/>")]
    [InlineData("<a xmlns:xmlns='urn:1'/>")]
    [InlineData("<a xmlns:xmlns='http://www.w3.org/2000/xmlns/'/>")]
    [InlineData("<a xmlns:p='http://www.w3.org/2000/xmlns/'/>")]
    [InlineData("<a xmlns='http://www.w3.org/2000/xmlns/'/>")]
    [InlineData("<a xmlns:xml='urn:1'/>")]
    [InlineData("<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>")]
    [InlineData("<a xmlns:p='http://www.w3.org/XML/1998/n&#97;mespace'/>")]
    [InlineData("<a xmlns='http://www.w3.org/XML/1998/namespace'/>")]
    public void Declarations_of_the_reserved_prefixes_and_names_are_refused(string document)
        => AssertRefused(document, XmlError.InvalidNamespaceDeclaration, 3);

    [Theory]
    [InlineData("<a></b>", 3)]
    [InlineData("<a><b></a></b>", 6)]
    [InlineData("<a></ab>", 3)]
    [InlineData("<ab></a>", 4)]
    [InlineData("<abcdef></a>", 8)]
    [InlineData("<a></ a>", 3)]
    [InlineData("<a></a x='1'>", 3)]
    [InlineData("<a xmlns:p='urn:1' xmlns:q='urn:1'><p:b></q:b></a>", 40)]
    [InlineData("<a></A>", 3)]
    [InlineData("</a>", 0)]
    public void Mismatched_end_tag_is_refused(string document, int offset) => AssertRefused(document, XmlError.MismatchedTag, offset);

    [Theory]
    [InlineData("<a/><b/>", 4)]
    [InlineData("<a/>x", 4)]
    [InlineData("<a></a> x", 8)]
    [InlineData("<a/></a>", 4)]
    [InlineData("<a/>&#32;", 4)]
    [InlineData("<a/><![CDATA[]]>", 4)]
    [InlineData("<a/>\uFEFF", 4)]
    public void Anything_but_white_space_after_the_root_is_refused(string document, int offset)
        => AssertRefused(document, XmlError.ContentAfterRoot, offset);

    [Theory]
    [InlineData("x<a/>", 0)]
    [InlineData(" x", 1)]
    [InlineData("&#32;<a/>", 0)]
    [InlineData("<![CDATA[]]><a/>", 0)]
    [InlineData("\uFEFF\uFEFF<a/>", 3)]
    public void Text_before_the_root_is_refused(string document, int offset) => AssertRefused(document, XmlError.TextNotAllowed, offset);

    [Theory]
    [InlineData("<a>]]></a>", 3)]
    [InlineData("<a>x]]]></a>", 5)]
    [InlineData("<a><![CDATA[]]>]]></a>", 15)]
    public void The_end_of_a_cdata_section_in_text_is_refused(string document, int offset) => AssertRefused(document, XmlError.CDataEndInText, offset);

    [Theory]
    [InlineData("<a x='<'/>", 6)]
    [InlineData("<a x='a<b'/>", 7)]
    [InlineData("<a x=\"</a>\"/>", 6)]
    [InlineData("<a x=1/>", 5)]
    [InlineData("<a x/>", 4)]
    [InlineData("<a x y='1'/>", 5)]
    [InlineData("<a x=`1`/>", 5)]
    public void Attribute_values_stand_in_quotes_and_have_no_less_than_sign(string document, int offset)
        => AssertRefused(document, XmlError.MalformedAttribute, offset);

    [Theory]
    [InlineData("<a x='1'y='2'/>", 8)]
    [InlineData("<a / >", 4)]
    [InlineData("<a x='1'/ >", 9)]
    [InlineData("<a//>", 3)]
    [InlineData("<a\u00A0x='1'/>", 2)]
    [InlineData("<a<b/>", 2)]
    public void A_tag_that_does_not_follow_the_grammar_is_refused(string document, int offset) => AssertRefused(document, XmlError.MalformedTag, offset);

    [Theory]
    [InlineData("< a/>", 1)]
    [InlineData("<>", 1)]
    [InlineData("<1a/>", 1)]
    [InlineData("<-a/>", 1)]
    [InlineData("<.a/>", 1)]
    [InlineData("<:a/>", 1)]
    [InlineData("<a:/>", 1)]
    [InlineData("<a:b:c/>", 1)]
    [InlineData("<a::b/>", 1)]
    [InlineData("<a:1/>", 1)]
    [InlineData("<a:-b/>", 1)]
    [InlineData("<\u00B7/>", 1)]
    [InlineData("<\u00D7/>", 1)]
    [InlineData("<\u0300/>", 1)]
    [InlineData("<\u037E/>", 1)]
    [InlineData("<\u2190/>", 1)]
    [InlineData("<\uFDD0/>", 1)]
    [InlineData("<\U000F0000/>", 1)]
    [InlineData("<a 1='x'/>", 3)]
    [InlineData("<a ='x'/>", 3)]
    [InlineData("<a xmlns:='x'/>", 3)]
    [InlineData("<a <b/>", 3)]
    public void A_name_that_is_none_is_refused(string document, int offset) => AssertRefused(document, XmlError.InvalidName, offset);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<")]
    [InlineData("<a")]
    [InlineData("<a ")]
    [InlineData("<a/")]
    [InlineData("<a x")]
    [InlineData("<a x=")]
    [InlineData("<a x='")]
    [InlineData("<a x='1'")]
    [InlineData("<a>")]
    [InlineData("<a>x")]
    [InlineData("<a><![CDATA[x]]")]
    [InlineData("<a><")]
    [InlineData("<a></")]
    [InlineData("<a></a")]
    [InlineData("<a></a ")]
    [InlineData("<a><b/>")]
    [InlineData("<?xml version='1.0'?>")]
    public void A_document_that_ends_too_early_is_refused(string document)
    {
        Reading reading = Reading.Of(document);
        Assert.NotEqual(XmlError.None, reading.Error);
        Assert.InRange(reading.Offset, 0, document.Length);
    }

    [Fact]
    public void Every_document_cut_short_is_refused()
    {
        byte[] document = Encoding.UTF8.GetBytes(
            "<?xml version='1.0'?><p:a xmlns:p='urn:1' p:x=\"&lt;é\"> é&amp;<![CDATA[ ]] ]]><b y='/'/><c>\U0001F600</c ></p:a>");
        Assert.Equal(XmlError.None, Reading.Of(document).Error);
        for (int length = 0; length < document.Length; length++)
        {
            Reading reading = Reading.Of(document.AsSpan(0, length));
            Assert.True(reading.Error != XmlError.None, $"cut at {length}");
            Assert.InRange(reading.Offset, 0, length);
        }
    }

    [Theory]
    [InlineData("<?xml?><a/>")]
    [InlineData("<?xml ?><a/>")]
    [InlineData("<?xml version='1.1'?><a/>")]
    [InlineData("<?xml version='1.0' encoding='UTF-16'?><a/>")]
    [InlineData("<?xml version='1.0' encoding='iso-8859-1'?><a/>")]
    [InlineData("<?xml version='1.0'><a/>")]
    public void A_declaration_of_something_else_is_refused(string document)
        => Assert.NotEqual(XmlError.None, Reading.Of(document).Error);

    [Fact]
    public void Elements_may_be_nested_to_the_limit_and_no_deeper()
    {
        Assert.Equal(XmlError.None, Reading.Of("<a><b><c/></b></a>", Tight).Error);
        Reading reading = Reading.Of("<a><b><c><d/></c></b></a>", Tight);
        Assert.Equal((XmlError.TooDeep, 9), (reading.Error, reading.Offset));
    }

    [Fact]
    public void Siblings_do_not_count_as_depth()
        => Assert.Equal(XmlError.None, Reading.Of($"<a>{string.Concat(Enumerable.Repeat("<b><c/></b>", 100))}</a>", Tight).Error);

    [Fact]
    public void An_element_may_have_attributes_to_the_limit_and_no_more()
    {
        Assert.Equal(XmlError.None, Reading.Of("<a xmlns='urn:1' x='1'><b x='1' y='2'/></a>", Tight).Error);
        Reading reading = Reading.Of("<a xmlns='urn:1' x='1' y='2'/>", Tight);
        Assert.Equal((XmlError.TooManyAttributes, 23), (reading.Error, reading.Offset));
    }

    [Fact]
    public void Declarations_in_scope_are_limited()
    {
        string open = string.Concat(Enumerable.Range(0, XmlLimits.Default.MaxNamespaces / 4).Select(i => $"<a xmlns:a{i}='u' xmlns:b{i}='u' xmlns:c{i}='u' xmlns:d{i}='u'>"));
        string close = string.Concat(Enumerable.Repeat("</a>", XmlLimits.Default.MaxNamespaces / 4));
        Assert.Equal(XmlError.None, Reading.Of(open + close).Error);
        Assert.Equal(XmlError.TooManyNamespaces, Reading.Of($"{open}<b xmlns='u'/>{close}").Error);
    }

    [Fact]
    public void Declarations_out_of_scope_do_not_count()
        => Assert.Equal(
            XmlError.None, Reading.Of($"<a>{string.Concat(Enumerable.Repeat("<b xmlns='u' xmlns:p='u'/>", XmlLimits.Default.MaxNamespaces))}</a>").Error);

    [Fact]
    public void A_name_may_be_as_long_as_the_limit_and_no_longer()
    {
        string name = new('n', XmlLimits.MaxNameLength);
        Assert.Equal(XmlError.None, Reading.Of($"<{name} {name}=''></{name}>").Error);
        Assert.Equal((XmlError.NameTooLong, 1), (Reading.Of($"<{name}n/>").Error, Reading.Of($"<{name}n/>").Offset));
        Assert.Equal(XmlError.NameTooLong, Reading.Of($"<a {name}n=''/>").Error);
    }

    [Fact]
    public void Nothing_is_read_after_an_error()
    {
        var reader = new XmlTokenizer("<a></b><c/>"u8, XmlLimits.Default);
        Assert.True(reader.Read());
        Assert.False(reader.Read());
        Assert.False(reader.Read());
        Assert.Equal((XmlError.MismatchedTag, 3, XmlTokenKind.None), (reader.Error, reader.TokenStart, reader.Kind));
    }

    [Theory]
    [InlineData("<xml:a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang='de'/>")]
    [InlineData("<r xmlns:xml='http://www.w3.org/XML/1998/namespace'><xml:a xml:lang='de'/></r>")]
    [InlineData("<xml:a xml:lang='de'/>")]
    public void The_prefix_xml_is_bound_whether_it_is_declared_or_not(string document)
    {
        var reader = new XmlTokenizer(Encoding.UTF8.GetBytes(document), XmlLimits.Default);
        while (reader.PrefixLength == 0)
        {
            Assert.True(reader.Read());
        }

        Assert.Equal((-1, 0), (reader.Binding, reader.Bindings.Length));
        Assert.True(reader.IsAttribute(reader.Attributes[^1], XmlNames.XmlNamespace, "lang"u8));
    }

    [Fact]
    public void Attributes_of_many_names_are_told_apart()
    {
        string names = string.Concat(Enumerable.Range(0, 500).Select(i => $" a{i}='' attribute-with-a-long-name-{i}=''"));
        var limits = new XmlLimits(MaxDepth: 10, MaxAttributes: 1001);
        Assert.Equal(XmlError.None, Reading.Of($"<a{names}/>", limits).Error);
        for (int i = 0; i < 500; i += 7)
        {
            Assert.Equal(XmlError.DuplicateAttribute, Reading.Of($"<a{names} a{i}=''/>", limits).Error);
            Assert.Equal(XmlError.DuplicateAttribute, Reading.Of($"<a{names} attribute-with-a-long-name-{i}=''/>", limits).Error);
        }
    }

    [Fact]
    public void A_value_of_any_length_ends_at_its_quote()
    {
        for (int length = 0; length < 200; length++)
        {
            string value = new('v', length);
            foreach (string rest in new[] { "", " y='2'", new string(' ', 100) })
            {
                Reading reading = Reading.Of($"<a x='{value}\"'{rest}></a>");
                Assert.Equal((XmlError.None, $"{{}}x='{value}\"'"), (reading.Error, reading.Events[0][5..(reading.Events[0].IndexOf("\"'", StringComparison.Ordinal) + 2)]));
                Assert.Equal((XmlError.MalformedAttribute, 6 + length), (Reading.Of($"<a x=\"{value}<\"{rest}/>").Error, Reading.Of($"<a x=\"{value}<\"{rest}/>").Offset));
                Assert.Equal(XmlError.UnexpectedEnd, Reading.Of($"<a x=\"{value}{rest}").Error);
            }
        }
    }

    [Fact]
    public void A_thread_has_one_tokenizer_at_a_time()
    {
        var first = new XmlTokenizer("<a><b/></a>"u8, XmlLimits.Default);
        Assert.True(first.Read());
        var second = new XmlTokenizer("<c/>"u8, XmlLimits.Default);
        Assert.True(second.Read());
        string thrown = "";
        try
        {
            first.Read();
        }
        catch (InvalidOperationException error)
        {
            thrown = error.Message;
        }

        Assert.NotEmpty(thrown);
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("<a x='1' xmlns='urn:1'/>")]
    [InlineData("<a xmlns:p='urn:1'><p:b/></a>")]
    [InlineData("<a x='in an attribute and in a text that are longer than a block' y='2'>There is more in it than &amp; in a block <b z='3' xmlns='urn:1'/></a>")]
    public void An_element_can_be_read_again(string element)
    {
        var reader = new XmlTokenizer(Encoding.UTF8.GetBytes($"<r>{element}<z/></r>"), XmlLimits.Default);
        Assert.True(reader.Read() && reader.Read());
        int start = reader.TokenStart;
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal((2, start), (reader.Depth, reader.TokenStart));
            Assert.True(reader.Skip());
            Assert.Equal(3 + element.Length, reader.TokenEnd);
            reader.Return(start);
            Assert.True(reader.Read());
            Assert.Equal("a", Encoding.UTF8.GetString(reader.Name));
        }

        Assert.True(reader.Skip() && reader.Read());
        Assert.Equal("z", Encoding.UTF8.GetString(reader.Name));
        Assert.Equal(0, reader.Bindings.Length);
    }

    [Fact]
    public void Tokens_say_where_they_stand()
    {
        var reader = new XmlTokenizer("<p:a xmlns:p='u' x='12'>text</p:a>"u8, XmlLimits.Default);
        Assert.True(reader.Read());
        Assert.Equal((0, 24, 1, 3, 1), (reader.TokenStart, reader.TokenEnd, reader.NameStart, reader.NameLength, reader.PrefixLength));
        Assert.Equal((17, 20, 2), (reader.Attributes[1].NameStart, reader.Attributes[1].ValueStart, reader.Attributes[1].ValueLength));
        Assert.True(reader.Read());
        Assert.Equal((24, 28, XmlTokenKind.Text), (reader.TokenStart, reader.TokenEnd, reader.Kind));
        Assert.True(reader.Read());
        Assert.Equal((28, 34, XmlTokenKind.EndTag), (reader.TokenStart, reader.TokenEnd, reader.Kind));
        Assert.False(reader.Read());
        Assert.Equal(XmlError.None, reader.Error);
    }

    [Theory]
    [InlineData("<a><b/><c/></a>", 7)]
    [InlineData("<a><b></b><c/></a>", 10)]
    [InlineData("<a><b><b><d/></b>x</b><c/></a>", 22)]
    public void Skip_passes_over_the_element_and_no_more(string document, int end)
    {
        var reader = new XmlTokenizer(Encoding.UTF8.GetBytes(document), XmlLimits.Default);
        Assert.True(reader.Read() && reader.Read() && reader.Skip());
        Assert.Equal(end, reader.TokenEnd);
        Assert.True(reader.Read());
        Assert.True(reader.Name.SequenceEqual("c"u8));
    }

    [Fact]
    public void Skip_checks_what_it_passes_over()
    {
        var reader = new XmlTokenizer("<a><b><c></d></b></a>"u8, XmlLimits.Default);
        Assert.True(reader.Read() && reader.Read());
        Assert.False(reader.Skip());
        Assert.Equal(XmlError.MismatchedTag, reader.Error);
    }

    [Fact]
    public void Declarations_around_an_element_of_a_stream_are_in_scope()
    {
        var header = new XmlTokenizer("<stream:stream xmlns='jabber:client' xmlns:stream='urn:s'>"u8, XmlLimits.Default);
        Assert.True(header.Read());
        NamespaceBinding[] outer = header.Bindings.ToArray();
        var reader = new XmlTokenizer(
            "<stream:features><a/></stream:features>"u8, XmlLimits.Default, "<stream:stream xmlns='jabber:client' xmlns:stream='urn:s'>"u8, outer);
        Assert.True(reader.Read());
        Assert.True(reader.IsInNamespace("urn:s"u8));
        Assert.True(reader.Read());
        Assert.True(reader.IsInNamespace("jabber:client"u8));
    }

    [Fact]
    public void A_declaration_counts_as_used_when_a_name_relies_on_it()
    {
        var reader = new XmlTokenizer("<a xmlns='1' xmlns:p='2' xmlns:q='3' xmlns:r='4' q:x=''><p:b xmlns:r='5' r:x=''/></a>"u8, XmlLimits.Default);
        Assert.True(reader.Read());
        Assert.Equal([true, false, true, false], reader.Bindings.ToArray().Select(b => b.IsUsed));
        reader.ResetUse();
        Assert.True(reader.Read());
        Assert.Equal([false, true, false, false, true], reader.Bindings.ToArray().Select(b => b.IsUsed));
    }

    private static void AssertRefused(string document, XmlError error, int offset)
    {
        Reading reading = Reading.Of(document);
        Assert.Equal((error, offset), (reading.Error, reading.Offset));
        if (error != XmlError.UnexpectedEnd)
        {
            // With more after it: within eight bytes from the end of a text nothing goes the short way.
            Reading padded = Reading.Of(document + new string(' ', 70));
            Assert.Equal((error, offset), (padded.Error, padded.Offset));
        }
    }
}
