using System.Text;
using Bosh.AspNetCore.Upstream;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Upstream;

public sealed class FrameReaderTests
{
    private const string Header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1400)]
    [InlineData(100_000)]
    public async Task Frames_are_whole_whatever_the_pieces_that_they_come_in(int size)
    {
        string[] elements = [.. Enumerable.Range(0, 50).Select(i => $"<message id='{i}'>{new string('x', i * i * 10)}</message>")];
        Assert.Equal([Header, .. elements, "</stream:stream>"], await ReadAsync(Header + string.Join(' ', elements) + "</stream:stream>", size));
    }

    [Fact]
    public async Task A_frame_may_be_larger_than_any_buffer_before_it()
    {
        string element = $"<a>{new string('x', 1_000_000)}</a>";
        Assert.Equal([Header, "<b/>", element, "<c/>"], await ReadAsync($"{Header}<b/>{element}<c/>", 5000));
    }

    [Fact]
    public async Task A_frame_that_is_too_large_is_known_before_it_ends()
    {
        var reader = new FrameReader(new PiecewiseStream(Encoding.UTF8.GetBytes($"{Header}<a>{new string('x', 20_000)}"), 1400), maxFrameSize: 10_000);
        int length = 0;
        while (!reader.IsFrameTooLarge)
        {
            Assert.True(await reader.FillAsync(CancellationToken.None));
            while (reader.TryRead() == FrameKind.StartTag)
            {
                reader.AcceptHeader();
            }

            length += 1400;
        }

        Assert.InRange(length, 10_000, 12_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1400)]
    [InlineData(100_000)]
    public async Task A_frame_may_be_as_large_as_the_limit_and_no_larger_however_it_comes(int size)
    {
        const int Limit = 10_000;
        string largest = $"<a>{new string('x', Limit - 7)}</a>";
        Assert.Equal([Header, largest, "<b/>"], await ReadAsync($"{Header}{largest}<b/>", size, Limit));
        Assert.Equal([Header, "too large"], await ReadAsync($"{Header}<a>{new string('x', Limit - 6)}</a><b/>", size, Limit));
        Assert.Equal([Header, largest, "too large"], await ReadAsync($"{Header}{largest} <b>{new string('x', Limit)}", size, Limit));
    }

    [Fact]
    public async Task It_waits_without_a_buffer_when_nothing_is_left()
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"{Header}<a/> <b>");
        using var stream = new PiecewiseStream(bytes, Header.Length + 5);
        var reader = new FrameReader(stream, maxFrameSize: 10_000);
        Assert.True(await reader.FillAsync(CancellationToken.None));
        Assert.Equal(1, stream.EmptyReads);
        Assert.Equal(FrameKind.StartTag, reader.TryRead());
        reader.AcceptHeader();
        Assert.Equal(FrameKind.Element, reader.TryRead());
        Assert.Equal(FrameKind.None, reader.TryRead());
        Assert.True(await reader.FillAsync(CancellationToken.None));
        Assert.Equal(2, stream.EmptyReads);
        Assert.Equal(FrameKind.None, reader.TryRead());
        Assert.False(await reader.FillAsync(CancellationToken.None));
        Assert.Equal(2, stream.EmptyReads);
    }

    [Fact]
    public async Task The_place_of_a_fault_counts_from_the_beginning_of_the_stream()
    {
        var reader = new FrameReader(new PiecewiseStream(Encoding.UTF8.GetBytes($"{Header}{string.Concat(Enumerable.Repeat("<a/> ", 5000))}x"), 999), 10_000);
        FrameKind kind = FrameKind.None;
        while (kind != FrameKind.Error)
        {
            kind = reader.TryRead();
            if (kind == FrameKind.StartTag)
            {
                reader.AcceptHeader();
            }
            else if (kind == FrameKind.None)
            {
                Assert.True(await reader.FillAsync(CancellationToken.None));
            }
        }

        Assert.Equal((XmlError.TextNotAllowed, Header.Length + 25_000L), reader.Fault);
    }

    private static async Task<List<string>> ReadAsync(string stream, int size, int maxFrameSize = 10_000_000)
    {
        var reader = new FrameReader(new PiecewiseStream(Encoding.UTF8.GetBytes(stream), size), maxFrameSize);
        var frames = new List<string>();
        do
        {
            FrameKind kind;
            while ((kind = reader.TryRead()) != FrameKind.None)
            {
                Assert.NotEqual(FrameKind.Error, kind);
                frames.Add(Encoding.UTF8.GetString(reader.Frame));
                if (kind == FrameKind.StartTag)
                {
                    reader.AcceptHeader();
                }
            }

            if (reader.IsFrameTooLarge)
            {
                frames.Add("too large");
                break;
            }
        }
        while (await reader.FillAsync(CancellationToken.None));

        reader.Complete();
        return frames;
    }
}
