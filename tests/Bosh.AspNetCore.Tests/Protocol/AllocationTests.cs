using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Tests.Fuzzing;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

/// <summary>What is allocated on the way of ordinary stanzas.</summary>
public sealed class AllocationTests
{
    private const string Stanza = "<message to='romeo@example.com/orchard' id='1' xml:lang='en'><body>a &lt; b\r\n</body><x xmlns='urn:x' y=\"1&amp;2\"/></message>";

    [Fact]
    public void An_element_of_the_server_is_framed_and_read_without_allocation()
    {
        byte[] stream = Encoding.UTF8.GetBytes($"{Streams.Usual}{Stanza}\n<presence/>{Stanza}");
        StreamHeader header = Streams.Header(Streams.Usual);
        int elements = 0;
        Assert.Equal(0, Allocated(() => elements = Read(stream, header)));
        Assert.Equal(3, elements);
    }

    /// <summary>The payload, and the object that says what was asked.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void A_body_allocates_what_is_kept_of_it(int stanzas)
    {
        byte[] text = Encoding.UTF8.GetBytes(Parsed.Around(string.Concat(Enumerable.Repeat(Stanza, stanzas))));
        BodyElement body = BodyParser.Parse(text, XmlLimits.Default, maxElements: 100);
        Assert.Equal(Stanza.Length * stanzas, body.Payload.Length);
        Assert.InRange(Allocated(() => BodyParser.Parse(text, XmlLimits.Default, maxElements: 100)), body.Payload.Length, body.Payload.Length + 500);
    }

    private static int Read(byte[] stream, StreamHeader header)
    {
        StreamFramer framer = StreamFramer.Create();
        ReadOnlySpan<byte> rest = stream;
        int elements = 0;
        while (!rest.IsEmpty)
        {
            FrameKind kind = framer.Scan(rest[..Math.Min(rest.Length, 100)], out int consumed);
            rest = rest[consumed..];
            if (kind == FrameKind.StartTag)
            {
                framer.AcceptHeader();
            }
            else if (kind == FrameKind.Element)
            {
                ReadOnlySpan<byte> frame = stream.AsSpan((int)framer.FrameStart..(int)framer.Position);
                elements += ServerElement.Read(frame, header, clientLang: null, XmlLimits.Default, out _).IsNone ? 1 : 0;
            }
        }

        return elements;
    }

    private static long Allocated(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
