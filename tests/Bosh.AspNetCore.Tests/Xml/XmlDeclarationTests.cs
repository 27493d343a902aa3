using System.Text;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Xml;

public sealed class XmlDeclarationTests
{
    [Theory]
    [InlineData("<?xml version='1.0'?>")]
    [InlineData("<?xml version=\"1.0\"?>")]
    [InlineData("<?xml\tversion = '1.0'\r\n?>")]
    [InlineData("<?xml version='1.0' encoding='UTF-8'?>")]
    [InlineData("<?xml version='1.0' encoding=\"utf-8\" standalone='yes'?>")]
    [InlineData("<?xml version='1.0' standalone='no'?>")]
    public void A_declaration_is_read_to_its_end(string declaration)
    {
        Assert.Equal(declaration.Length, XmlDeclaration.Read(Encoding.UTF8.GetBytes(declaration + "<a/>"), out XmlError error));
        Assert.Equal(XmlError.None, error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<a/>")]
    [InlineData(" <?xml version='1.0'?>")]
    [InlineData("<?xml-stylesheet?>")]
    [InlineData("<?xml?>")]
    [InlineData("<?xml")]
    public void Anything_else_is_left_where_it_is(string text)
    {
        Assert.Equal(0, XmlDeclaration.Read(Encoding.UTF8.GetBytes(text), out XmlError error));
        Assert.Equal(XmlError.None, error);
    }

    [Theory]
    [InlineData("<?xml ")]
    [InlineData("<?xml ?>")]
    [InlineData("<?xml version='1.0'")]
    [InlineData("<?xml version='1.0'>")]
    [InlineData("<?xml version='1.0\"?>")]
    [InlineData("<?xml version=1.0?>")]
    [InlineData("<?xml version='1.1'?>")]
    [InlineData("<?xml encoding='utf-8'?>")]
    [InlineData("<?xml version='1.0'encoding='utf-8'?>")]
    [InlineData("<?xml version='1.0' standalone='maybe'?>")]
    [InlineData("<?xml version='1.0' standalone='no' encoding='utf-8'?>")]
    [InlineData("<?xml version='1.0' x='1'?>")]
    [InlineData("<?xml version='1.0' encoding=''?>")]
    [InlineData("<?xml version='1.0' encoding='8-utf'?>")]
    [InlineData("<?xml version='1.0' encoding='utf 8'?>")]
    public void A_declaration_that_does_not_follow_the_grammar_is_refused(string text)
    {
        XmlDeclaration.Read(Encoding.UTF8.GetBytes(text), out XmlError error);
        Assert.Equal(XmlError.MalformedTag, error);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("ISO-8859-1")]
    [InlineData("utf8")]
    [InlineData("us-ascii")]
    public void Another_encoding_than_utf8_is_refused(string encoding)
    {
        XmlDeclaration.Read(Encoding.UTF8.GetBytes($"<?xml version='1.0' encoding='{encoding}'?>"), out XmlError error);
        Assert.Equal(XmlError.InvalidUtf8, error);
    }

    [Theory]
    [InlineData("<?xml version='1.0'?>", "")]
    [InlineData("<?xml version='1.0' encoding='UTF-16'?>", "UTF-16")]
    [InlineData("<?xml version='1.0' encoding=\"iso_8859-1\" standalone='yes'?>", "iso_8859-1")]
    public void Who_knows_better_may_ask_what_encoding_is_named(string declaration, string named)
    {
        Assert.Equal(declaration.Length, XmlDeclaration.Read(Encoding.UTF8.GetBytes(declaration + "<a/>"), out XmlError error, out ReadOnlySpan<byte> encoding));
        Assert.Equal(XmlError.None, error);
        Assert.Equal(named, Encoding.ASCII.GetString(encoding));
    }
}
