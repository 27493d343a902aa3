using System.Globalization;
using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

/// <summary>What a client sends must not grow on its way, nor cost more than its size explains.</summary>
public sealed class PayloadSizeTests
{
    private const int Kilobyte = 1024;

    [Fact]
    public void Declarations_that_every_payload_inherits_do_not_multiply_without_bound()
    {
        string declarations = string.Concat(Enumerable.Range(0, 50).Select(i => $" xmlns:p{Number(i)}='{new string((char)('a' + (i % 26)), 1000)}{Number(i)}'"));
        string attributes = string.Concat(Enumerable.Range(0, 50).Select(i => $" p{Number(i)}:a=''"));
        BodyElement body = Parse($"<body rid='1' xmlns='http://jabber.org/protocol/httpbind'{declarations}>" +
            string.Concat(Enumerable.Repeat($"<x{attributes}/>", 900)) + "</body>");
        Assert.Equal("PayloadTooLarge", body.Problem);
    }

    [Fact]
    public void Prefixes_that_become_default_namespaces_do_not_multiply_without_bound()
    {
        BodyElement body = Parse($"<body rid='1' xmlns='http://jabber.org/protocol/httpbind' xmlns:a='q' xmlns:b='{new string('u', 1000)}'><a:r>" +
            string.Concat(Enumerable.Repeat("<b:x/>", 40_000)) + "</a:r></body>");
        Assert.Equal("PayloadTooLarge", body.Problem);
    }

    [Fact]
    public void A_namespace_name_has_a_greatest_length()
        => Assert.Equal("NameTooLong", Parse($"<body rid='1' xmlns='http://jabber.org/protocol/httpbind' xmlns:a='{new string('u', 2000)}'/>").Problem);

    [Theory]
    [InlineData("from", 4 * Kilobyte)]
    [InlineData("to", 4 * Kilobyte)]
    [InlineData("xml:lang", 200)]
    public void An_attribute_that_is_kept_has_a_greatest_length(string name, int length)
        => Assert.Equal("InvalidAttribute", Parse($"<body rid='1' {name}='{new string('x', length)}' xmlns='http://jabber.org/protocol/httpbind'/>").Problem);

    [Fact]
    public void Attributes_that_differ_in_long_namespaces_alone_are_told_apart_without_decoding_them_again_and_again()
    {
        string declarations = string.Concat(Enumerable.Range(0, 30).Select(i => $" xmlns:p{Number(i)}='&amp;{new string('u', 900)}{Number(i)}'"));
        string attributes = string.Concat(Enumerable.Range(0, 60).Select(i => $" p{Number(i % 30)}:a{Number(i / 30)}=''"));
        string text = $"<body rid='1' xmlns='http://jabber.org/protocol/httpbind'{declarations}>" +
            string.Concat(Enumerable.Repeat($"<x><y{attributes}/></x>", 500)) + "</body>";
        long before = GC.GetAllocatedBytesForCurrentThread();
        Parse(text);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40L * text.Length);
    }

    private static string Number(int number) => number.ToString("00", CultureInfo.InvariantCulture);

    private static BodyElement Parse(string text) => BodyParser.Parse(Encoding.UTF8.GetBytes(text), XmlLimits.Default, maxElements: 1000);
}
