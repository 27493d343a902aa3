using System.Text;
using Bosh.FaultProxy.Numbering;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class StubElementTests
{
    private const string Stream = "<?xml version='1.0'?><stream:stream to='a'><auth mechanism='ANONYMOUS'/>\n <iq id='b'><bind xmlns='c'/></iq>"
        + "<message id=\"l-0000000001\"><body>1 &lt; 2</body></message><body rid='1'><message/></body></stream:stream>";

    [Fact]
    public void Elements_are_taken_one_by_one()
        => Assert.Equal("?xml, stream:stream, auth, iq, message, body, message, /body, /stream:stream", Names(Stream, out _));

    [Fact]
    public void What_is_cut_is_left_for_later_wherever_it_is_cut()
    {
        for (int cut = 0; cut <= Stream.Length; cut++)
        {
            string first = Names(Stream[..cut], out string rest);
            string second = Names(rest + Stream[cut..], out _);

            Assert.Equal(Names(Stream, out _), string.Join(", ", new[] { first, second }.Where(names => names.Length > 0)));
        }
    }

    [Fact]
    public void An_attribute_ends_with_the_quote_that_it_began_with()
    {
        ReadOnlySpan<byte> text = "<iq to='a' id=\"it's\"/>"u8;
        Assert.True(StubElement.TryTake(ref text, out StubElement element));

        Assert.Equal("it's", Encoding.UTF8.GetString(element.Attribute(" id="u8)));
        Assert.True(element.Attribute(" from="u8).IsEmpty);
    }

    private static string Names(string text, out string rest)
    {
        ReadOnlySpan<byte> left = Encoding.UTF8.GetBytes(text);
        var names = new List<string>();
        while (StubElement.TryTake(ref left, out StubElement element))
        {
            names.Add(Encoding.UTF8.GetString(element.Name));
        }

        rest = Encoding.UTF8.GetString(left);
        return string.Join(", ", names);
    }
}
