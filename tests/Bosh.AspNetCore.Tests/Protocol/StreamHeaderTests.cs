using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Bosh.AspNetCore.Tests.Fuzzing;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class StreamHeaderTests
{
    [Fact]
    public void Every_attribute_of_the_header_is_read()
    {
        StreamHeader header = Streams.Header(
            "<stream:stream from='im.example.com' id='++TR84Sm6A3hnt3Q065SnAbbk3Y=' to='juliet@im.example.com' version='1.0' xml:lang='en' "
            + "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");
        Assert.Equal("im.example.com", header.From);
        Assert.Equal("++TR84Sm6A3hnt3Q065SnAbbk3Y=", header.Id);
        Assert.Equal("1.0", header.Version);
        Assert.Equal("en", header.Lang);
    }

    [Fact]
    public void Attributes_that_are_not_there_are_null()
    {
        StreamHeader header = Streams.Header("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>");
        Assert.Equal((null, null, null, null), (header.From, header.Id, header.Version, header.Lang));
    }

    [Fact]
    public void References_are_resolved_and_prefixed_attributes_are_others()
    {
        StreamHeader header = Streams.Header("<s:stream id='&lt;1&#x3E;' s:from='x' s:version='x' xmlns:s='http://etherx.jabber.org/streams'>");
        Assert.Equal(("<1>", null, null), (header.Id, header.From, header.Version));
    }

    [Theory]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>")]
    [InlineData("<s:stream xmlns:s=\"http://etherx.jabber.org/streams\" >")]
    [InlineData("<stream xmlns='http://etherx.jabber.org/streams'>")]
    public void A_stream_is_known_by_its_expanded_name(string header) => Assert.NotNull(Parse(header));

    [Theory]
    [InlineData("<stream:stream>")]
    [InlineData("<stream:stream xmlns:stream='urn:other'>")]
    [InlineData("<stream>")]
    [InlineData("<stream:features xmlns:stream='http://etherx.jabber.org/streams'>")]
    [InlineData("<message xmlns='jabber:client'>")]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams' id='1' id='2'>")]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams' id='\uFFFE'>")]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams' x>")]
    [InlineData("")]
    public void Anything_else_is_no_header(string header) => Assert.Null(Parse(header));

    [Fact]
    public void The_header_keeps_a_copy_of_its_text()
    {
        byte[] text = Encoding.UTF8.GetBytes(Streams.Usual);
        StreamHeader header = StreamHeader.Parse(text, XmlLimits.Default, out _)!;
        Array.Clear(text);
        Assert.Equal(Streams.Usual, Encoding.UTF8.GetString(header.Text));
        Assert.Equal(2, header.Bindings.Length);
    }

    private static StreamHeader? Parse(string header) => StreamHeader.Parse(Encoding.UTF8.GetBytes(header), XmlLimits.Default, out _);
}
