using System.Text;
using System.Xml;
using BenchmarkDotNet.Attributes;
using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>An answer with stanzas, as the session writes it, beside the platform's writer that is given the stanzas as they are, and its reader.</summary>
[Config(typeof(EngineConfig))]
public class AnswerWriting : IMeasuresBytes
{
    private static readonly XmlWriterSettings PlatformWriterSettings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
    };

    private byte[][] _stanzas = [];
    private string[] _texts = [];
    private byte[] _answer = [];

    /// <summary>How many stanzas.</summary>
    [Params(0, 1, 20)]
    public int Stanzas { get; set; }

    /// <inheritdoc/>
    public int Bytes => _answer.Length;

    /// <summary>Makes the stanzas.</summary>
    [GlobalSetup]
    public void MakeStanzas()
    {
        _texts = [.. Enumerable.Range(0, Stanzas).Select(Samples.Message)];
        _stanzas = [.. _texts.Select(Encoding.UTF8.GetBytes)];
        using BodyWriter writer = Write();
        _answer = writer.ToArray();
    }

    /// <summary>Into pooled memory.</summary>
    /// <returns>The length of the answer.</returns>
    [Benchmark]
    public int BodyWriter()
    {
        using BodyWriter writer = Write();
        return writer.Length;
    }

    /// <summary>And into an array of its size, which is kept for a repeat.</summary>
    /// <returns>The length of the answer.</returns>
    [Benchmark]
    public int BodyWriterToArray()
    {
        using BodyWriter writer = Write();
        return writer.ToArray().Length;
    }

    /// <returns>The length of the answer.</returns>
    [Benchmark]
    public int PlatformWriter()
    {
        using var output = new MemoryStream(_answer.Length);
        using (var writer = XmlWriter.Create(output, PlatformWriterSettings))
        {
            writer.WriteStartElement("", "body", "http://jabber.org/protocol/httpbind");
            writer.WriteAttributeString("ack", "1573741821");
            writer.WriteAttributeString("from", "it's.example.com");
            foreach (string stanza in _texts)
            {
                writer.WriteRaw(stanza);
            }

            writer.WriteEndElement();
        }

        return (int)output.Length;
    }

    /// <returns>The number of nodes.</returns>
    [Benchmark(Baseline = true)]
    public int PlatformReader()
    {
        using var input = new MemoryStream(_answer, writable: false);
        using var reader = XmlReader.Create(input, Samples.PlatformSettings);
        return Samples.Walk(reader);
    }

    private BodyWriter Write()
    {
        var writer = new BodyWriter(512);
        writer.Raw("<body xmlns='http://jabber.org/protocol/httpbind'"u8);
        writer.Attribute("ack"u8, 1573741821);
        writer.Attribute("from"u8, "it's.example.com");
        writer.Raw(">"u8);
        foreach (byte[] stanza in _stanzas)
        {
            writer.Raw(stanza);
        }

        writer.Raw("</body>"u8);
        return writer;
    }
}
